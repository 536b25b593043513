"""Mail that follows from the records: what is due, in which words, and that nothing goes out twice."""
