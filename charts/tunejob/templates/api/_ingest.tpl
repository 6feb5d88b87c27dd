{{/*
What ingest adds to the API: arguments, and Secrets as mounted files, so that a changed one is seen.
*/}}

{{/* The KafkaUser that the chart makes, and its Secret. */}}
{{- define "tunejob.ingestUser" -}}
{{ include "tunejob.fullname" . }}-ingest
{{- end }}

{{/* How Kafka is reached, the same for both kinds: servers, protocol, caSecret, username, userSecret. */}}
{{- define "tunejob.ingestKafka" -}}
{{- $kafka := .Values.api.ingest.kafka -}}
{{- if $kafka.bootstrapServers -}}
servers: {{ $kafka.bootstrapServers | quote }}
protocol: {{ $kafka.securityProtocol }}
caSecret: {{ $kafka.caSecret | quote }}
username: {{ $kafka.username | quote }}
userSecret: {{ $kafka.userSecret | quote }}
{{- else -}}
servers: {{ $kafka.cluster }}-kafka-bootstrap:9093
protocol: SASL_SSL
caSecret: {{ $kafka.cluster }}-cluster-ca-cert
username: {{ $kafka.username | default (include "tunejob.ingestUser" .) }}
userSecret: {{ $kafka.userSecret | default $kafka.username | default (include "tunejob.ingestUser" .) }}
{{- end -}}
{{- end }}

{{/* The API's arguments. */}}
{{- define "tunejob.ingestArgs" -}}
{{- with .Values.api.ingest -}}
{{- if .enabled -}}
{{- $kafka := include "tunejob.ingestKafka" $ | fromYaml -}}
{{- $topics := list -}}
{{- if not .topics }}{{ fail "api.ingest.topics: name at least one, as {music-plays: play}" }}{{ end -}}
{{- range $topic, $events := .topics -}}
{{- $topics = append $topics (printf "%s=%s" $topic $events) -}}
{{- end -}}
- --ingest-topics
- {{ join "," $topics }}
{{- if .keysSecret.name }}
- --ingest-keys-file
- /etc/tunejob/ingest-keys/keys
{{- end }}
- --ingest-remember
- {{ .remember | int | quote }}
- --ingest-remember-for
- {{ .rememberFor }}
- --kafka-bootstrap-servers
- {{ $kafka.servers }}
- --kafka-security-protocol
- {{ $kafka.protocol }}
{{- if $kafka.caSecret }}
- --kafka-ca-file
- /etc/tunejob/kafka-ca/ca.crt
{{- end }}
{{- if hasPrefix "SASL" $kafka.protocol }}
- --kafka-username
- {{ required "api.ingest.kafka.username: SASL wants one" $kafka.username }}
- --kafka-password-file
- /etc/tunejob/kafka-user/password
{{- else if and (eq $kafka.protocol "SSL") $kafka.userSecret }}
- --kafka-certificate-file
- /etc/tunejob/kafka-user/user.crt
- --kafka-key-file
- /etc/tunejob/kafka-user/user.key
{{- end }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The Secrets by the names of their volumes. */}}
{{- define "tunejob.ingestSecrets" -}}
{{- with .Values.api.ingest -}}
{{- if .enabled -}}
{{- $kafka := include "tunejob.ingestKafka" $ | fromYaml -}}
{{- if .keysSecret.name }}
ingest-keys: {{ .keysSecret.name }}
{{- else if not (or $.Values.api.keysSecret.name $.Values.api.oidc.issuer) }}
{{- fail "api.ingest.keysSecret.name: name the Secret with the hashes of the keys" }}
{{- end }}
{{- with $kafka.caSecret }}
kafka-ca: {{ . }}
{{- end }}
{{- with $kafka.userSecret }}
kafka-user: {{ . }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "tunejob.ingestMounts" -}}
{{- range $name, $_ := include "tunejob.ingestSecrets" . | fromYaml }}
- {name: {{ $name }}, mountPath: /etc/tunejob/{{ $name }}, readOnly: true}
{{- end }}
{{- end }}

{{- define "tunejob.ingestVolumes" -}}
{{- range $name, $secret := include "tunejob.ingestSecrets" . | fromYaml }}
- name: {{ $name }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
    {{- if eq $name "ingest-keys" }}
    items:
      - {key: {{ $.Values.api.ingest.keysSecret.key }}, path: keys}
    {{- end }}
{{- end }}
{{- end }}
