{{/*
Code that can be changed in a running pod although its root file system is read-only: an init
container copies the image's packages into a volume, PYTHONPATH puts that first, and `skaffold dev`
copies changed files there.
*/}}
{{- define "tunejob.syncFolder" -}}/opt/tunejob/sync{{- end }}

{{/* Takes (list $ "image" (list "package" ...)). */}}
{{- define "tunejob.syncContainer" -}}
- name: sync
  image: {{ include "tunejob.image" (list (index . 0) (index . 1)) }}
  imagePullPolicy: {{ (index . 0).Values.image.pullPolicy }}
  command:
    - python
    - -c
    - {{ (index . 0).Files.Get "files/copy_packages.py" | quote }}
    - {{ include "tunejob.syncFolder" . }}
    {{- range index . 2 }}
    - {{ . }}
    {{- end }}
  resources: {requests: {cpu: 10m, memory: 32Mi}, limits: {memory: 128Mi}}
  securityContext:
    {{- include "tunejob.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: sync, mountPath: {{ include "tunejob.syncFolder" . }}}
{{- end }}
