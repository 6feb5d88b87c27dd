"""What all parts of TuneJob agree on.

The parts never import each other. They meet through the documents modelled here: the TuneJob a
user writes, the JobConfig and ProducerConfig handed to a process, the progress it reports, the
events on the topics and the tables of results. The only library allowed here is pydantic.
"""
