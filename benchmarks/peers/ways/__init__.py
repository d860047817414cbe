"""How each peer makes the sheets: small programs for the peers' environment, as people write them.

Each is run as `python -m benchmarks.peers.ways.NAME PROJECT OUT SLUGS TAGS` and imports nothing of
handouts. They share how a text is read and translated, and one look.
"""
