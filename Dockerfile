# The worker as an image: `docker build --tag wirestream .`
# Built in one stage, run from another that has neither compiler, package cache nor pip.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /build
RUN python -m venv /opt/wirestream
COPY requirements-run.txt .
RUN /opt/wirestream/bin/pip install --no-cache-dir --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement requirements-run.txt
COPY pyproject.toml README.md LICENSE ./
COPY LICENSES LICENSES
COPY stream stream
RUN /opt/wirestream/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/wirestream/bin/pip uninstall --yes --quiet \
        hatchling editables pathspec pluggy tomlkit trove-classifiers pip

FROM ${BASE}
RUN python -m pip uninstall --yes --quiet pip \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin wirestream
COPY --from=build /opt/wirestream /opt/wirestream
ENV PATH=/opt/wirestream/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    WIRESTREAM_HOST=0.0.0.0 \
    WIRESTREAM_PORT=6066 \
    WIRESTREAM_LOG_FORMAT=json
USER wirestream
WORKDIR /tmp
EXPOSE 6066
# Loading the models takes 5 to 20 s.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['WIRESTREAM_PORT']}/ready\", timeout=4)"]
ENTRYPOINT ["wirestream"]
CMD ["worker"]
