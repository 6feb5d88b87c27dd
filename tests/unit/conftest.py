from hypothesis import settings

# Machines are slow now and then: a test must not fail for that.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
