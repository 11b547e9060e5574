"""Documents that people take away: made from words that were read before, outside of any transaction."""
