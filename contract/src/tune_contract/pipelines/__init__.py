"""The pipelines' declarations: what each reads, takes and writes."""
