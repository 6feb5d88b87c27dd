{{/* Whose keys and tokens, and how often: the API's arguments. */}}
{{- define "tunejob.keysArgs" -}}
{{- with .Values.api -}}
{{- if and .actions.enabled (not .keysSecret.name) (not .oidc.issuer) -}}
{{- fail "api.keysSecret.name: name the Secret with the keys that may write, for api.actions.enabled" -}}
{{- end -}}
- --rate-limit
- {{ .rateLimit | quote }}
{{- if .keysSecret.name }}
- --keys-file
- /etc/tunejob/keys/keys
{{- end }}
{{- if .oidc.issuer }}
- --oidc-issuer
- {{ .oidc.issuer }}
- --oidc-audience
- {{ .oidc.audience }}
{{- end }}
{{- end -}}
{{- end }}
