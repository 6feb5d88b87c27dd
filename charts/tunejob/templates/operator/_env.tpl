{{/* The operator's settings, in the order of its README. TUNE_NAMESPACE comes from the pod itself. */}}
{{- define "tunejob.operatorEnv" -}}
- {name: TUNE_WATCH_NAMESPACES, value: {{ join "," (include "tunejob.namespaces" . | fromYamlArray) | quote }}}
- {name: TUNE_JOBS_IMAGE, value: {{ include "tunejob.image" (list . .Values.jobs.image) | quote }}}
- {name: TUNE_PRODUCER_IMAGE, value: {{ include "tunejob.image" (list . .Values.producer.image) | quote }}}
- {name: TUNE_IMAGE_PULL_POLICY, value: {{ .Values.image.pullPolicy | quote }}}
- {name: TUNE_IMAGE_PULL_SECRETS, value: {{ join "," .Values.image.pullSecrets | quote }}}
- {name: TUNE_RESULTS_URL, value: {{ include "tunejob.resultsUrl" . | quote }}}
- {name: TUNE_PRIORITY_CLASS, value: {{ .Values.jobs.priorityClassName | quote }}}
- {name: TUNE_RESYNC_SECONDS, value: {{ .Values.operator.resyncSeconds | quote }}}
- {name: TUNE_WORKERS, value: {{ .Values.operator.workers | quote }}}
- {name: TUNE_LOG_FORMAT, value: {{ .Values.operator.logFormat | quote }}}
- {name: TUNE_LOG_LEVEL, value: {{ .Values.operator.logLevel | quote }}}
- {name: TUNE_HTTP_PORT, value: "8080"}
{{- if .Values.dev.sync }}
- {name: PYTHONPATH, value: {{ include "tunejob.syncFolder" . }}}
{{- end }}
{{- end }}
