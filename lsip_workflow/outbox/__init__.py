"""Messages to people: rendered, sent once by us for each key, and told why when they are not sent."""
