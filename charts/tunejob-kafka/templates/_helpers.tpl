{{/* Labels that choose what belongs to one component. Takes (list $ "component"). */}}
{{- define "tunejob-kafka.selector" -}}
app.kubernetes.io/name: {{ (index . 0).Chart.Name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of pods: they do not change with the chart's version, so neither does the pod. Takes (list $ "component"). */}}
{{- define "tunejob-kafka.podLabels" -}}
{{ include "tunejob-kafka.selector" . }}
app.kubernetes.io/part-of: tunejob
{{- with (index . 0).Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
All labels. Strimzi gives the labels of a Kafka to its pods, so those get only what does not change
with the chart's version: an upgrade of the chart alone must not restart brokers. Takes (list $ "component").
*/}}
{{- define "tunejob-kafka.labels" -}}
{{- $root := index . 0 -}}
{{ include "tunejob-kafka.podLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Name of the PostgreSQL's objects; also the host in the connection string. */}}
{{- define "tunejob-kafka.postgresql" -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}-postgresql
{{- end }}

{{/* What the Pod Security Standard `restricted` asks of a container. */}}
{{- define "tunejob-kafka.containerSecurity" -}}
allowPrivilegeEscalation: false
runAsNonRoot: true
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end }}
