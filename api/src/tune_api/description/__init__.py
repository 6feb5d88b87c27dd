"""What the API says of itself: OpenAPI, with rights and examples on everything."""
