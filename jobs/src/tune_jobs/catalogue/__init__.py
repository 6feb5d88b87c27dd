"""What tracks are called: a file that may change while the job runs."""
