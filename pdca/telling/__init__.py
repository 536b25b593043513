"""How each event is told in one Japanese sentence; `pdca.sentences` puts them together."""
