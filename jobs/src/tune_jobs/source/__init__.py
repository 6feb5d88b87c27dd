"""Where records come from: Kafka."""
