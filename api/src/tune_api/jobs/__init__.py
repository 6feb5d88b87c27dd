"""Where the jobs are known from."""
