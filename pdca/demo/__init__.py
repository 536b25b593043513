"""`pdca demo`: the sample city 糸瀬市, or a practice review of any document, in a folder of its own."""
