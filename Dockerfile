# The builder makes the wheel the way a developer does; the image gets the wheel and the locked runtime, nothing else.
FROM python:3.11-slim AS builder
RUN apt-get update -q && apt-get install -qy --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Makefile .npmrc package.json package-lock.json ./
COPY requirements requirements
RUN make web/static/vendor/htmx.min.js
COPY . .
RUN make wheel

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /srv/pdca pdca && install -d -o pdca -g pdca /srv/pdca/files
COPY --from=builder /build/requirements/runtime.txt /build/dist/*.whl /tmp/pdca/
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement /tmp/pdca/runtime.txt \
    && pip install --no-cache-dir --no-deps --no-index /tmp/pdca/*.whl \
    && rm -r /tmp/pdca
USER pdca
WORKDIR /srv/pdca
ENV PDCA_HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["pdca", "serve"]
