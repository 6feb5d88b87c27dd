"""TuneJobs as tasks of Airflow: submit one, wait for what becomes of it."""
