def test_what_a_route_needs_is_said(client):
    document = client.get("/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert {each["type"] for each in schemes.values()} == {"http", "apiKey"}
    jobs = document["paths"]["/api/v1/jobs"]["get"]
    assert jobs["security"] == [{name: []} for name in schemes]
    assert "security" not in document["paths"]["/livez"]["get"]
