"""Takes events over HTTP and writes them to Kafka: accepted is what Kafka has acknowledged."""
