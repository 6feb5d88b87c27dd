"""What the build of the jobs image does: fetch jars, drop what no driver needs, train a cache."""
