"""Makes a job's keys in Redis anew from its tables in PostgreSQL, also while the job runs."""
