{{/* Whose keys: the API's arguments. */}}
{{- define "tunejob.keysArgs" -}}
{{- with .Values.api -}}
{{- if .keysSecret.name -}}
- --keys-file
- /etc/tunejob/keys/keys
{{- else if .actions.enabled -}}
{{- fail "api.keysSecret.name: name the Secret with the keys that may write, for api.actions.enabled" -}}
{{- end -}}
{{- end -}}
{{- end }}
