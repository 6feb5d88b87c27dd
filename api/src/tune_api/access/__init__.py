"""Who may do what: keys with scopes, the page's session, and the gate before every route."""
