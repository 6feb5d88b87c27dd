{{/* The chart's name, or what replaces it. */}}
{{- define "tunejob.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* In front of every name. 40 characters: "-operator" and a pod's suffix still fit into 63. */}}
{{- define "tunejob.fullname" -}}
{{- $name := include "tunejob.name" . -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- .Values.fullnameOverride | default $full | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Labels that choose the pods of one component. Takes (list $ "component"). */}}
{{- define "tunejob.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "tunejob.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of pods: they do not change with the chart's version, so neither does the pod. Takes (list $ "component"). */}}
{{- define "tunejob.podLabels" -}}
{{ include "tunejob.selector" . }}
app.kubernetes.io/part-of: tunejob
{{- with (index . 0).Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* All labels. Takes (list $ "component"). */}}
{{- define "tunejob.labels" -}}
{{- $root := index . 0 -}}
{{ include "tunejob.podLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/*
An image: registry and tag are added to a bare name; one with its own tag or digest is taken as it
is, so that a build tool can hand in exactly what it built. Takes (list $ "name").
*/}}
{{- define "tunejob.image" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}
{{- if or (contains "@" $name) (contains ":" (splitList "/" $name | last)) -}}
{{- $name -}}
{{- else -}}
{{- $registry := $root.Values.image.registry | trimSuffix "/" -}}
{{- if $registry }}{{ $registry }}/{{ end }}{{ $name }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* The namespaces whose TuneJobs are run and shown, as a YAML list. */}}
{{- define "tunejob.namespaces" -}}
{{- toYaml (.Values.operator.watchNamespaces | default (list .Release.Namespace) | uniq) -}}
{{- end }}

{{/* The base of a job's status.results.url; empty without the API. */}}
{{- define "tunejob.resultsUrl" -}}
{{- if .Values.api.enabled -}}
{{- $service := printf "http://%s-api.%s.svc:%v" (include "tunejob.fullname" .) .Release.Namespace .Values.api.service.port -}}
{{- .Values.api.externalUrl | trimSuffix "/" | default $service -}}
{{- end -}}
{{- end }}

{{/* The names that the API answers to: its Service's, the one of externalUrl, and those of allowedHosts. */}}
{{- define "tunejob.apiHosts" -}}
{{- $service := printf "%s-api" (include "tunejob.fullname" .) -}}
{{- $names := list $service -}}
{{- range $end := list "" ".svc" ".svc.cluster.local" -}}
{{- $names = append $names (printf "%s.%s%s" $service $.Release.Namespace $end) -}}
{{- end -}}
{{- with .Values.api.externalUrl -}}
{{- $names = append $names (regexReplaceAll ":[0-9]+$" (urlParse .).host "") -}}
{{- end -}}
{{- concat $names .Values.api.allowedHosts | uniq | join "," -}}
{{- end }}

{{/* What the Pod Security Standard `restricted` asks of a pod, and the user of our images. */}}
{{- define "tunejob.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* What it asks of a container, and more: nothing can be written but the volumes. */}}
{{- define "tunejob.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* The secrets that images are pulled with. */}}
{{- define "tunejob.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Where and how a pod may run. Takes (list $ values), values being those of operator or api. */}}
{{- define "tunejob.scheduling" -}}
{{- $root := index . 0 -}}{{- $values := index . 1 -}}
{{- include "tunejob.pullSecrets" $root }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- range $key := list "nodeSelector" "tolerations" "affinity" }}
{{- with index $values $key }}
{{ $key }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Gives a component's Role to its ServiceAccount. Takes (list $ "component"). */}}
{{- define "tunejob.roleGiven" -}}
{{- $name := printf "%s-%s" (include "tunejob.fullname" (index . 0)) (index . 1) -}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ $name }}}
subjects:
  - {kind: ServiceAccount, name: {{ $name }}, namespace: {{ (index . 0).Release.Namespace }}}
{{- end }}

{{/* The pod of `helm test`, as one who may connect. */}}
{{- define "tunejob.testPeer" -}}
- podSelector:
    matchLabels:
      {{- include "tunejob.selector" (list . "test") | nindent 6 }}
{{- end }}
