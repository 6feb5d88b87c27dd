import sys


def test_python_functions_run_in_the_drivers_own_python(spark):
    pythons = spark.sparkContext.parallelize([0]).map(lambda _: sys.prefix)
    assert pythons.collect() == [sys.prefix]
