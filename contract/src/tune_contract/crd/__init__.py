"""The CustomResourceDefinition `tunejobs.tunejob.io`, made from the models.

A cluster's API server checks a TuneJob by it when nothing of the product runs: the same types,
bounds and rules as the models, with the same messages.
"""
