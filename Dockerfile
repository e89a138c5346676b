# The service as an image: what requirements.txt pins, and the wheel of this checkout. Its Neo4j is another container.
# With `--build-arg REQUIREMENTS=requirements-pull.txt` it can `gtm-graph pull` as well.
FROM python:3.11-slim AS build
ARG REQUIREMENTS=requirements.txt
WORKDIR /src
COPY requirements.txt requirements-pull.txt ./
RUN python -m venv /opt/gtm-graph \
    && /opt/gtm-graph/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement ${REQUIREMENTS}
COPY pyproject.toml README.md CHANGELOG.md ./
COPY graph_service graph_service
COPY schema schema
COPY cypher cypher
COPY samples samples
RUN /opt/gtm-graph/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/gtm-graph/bin/pip install --no-cache-dir --no-deps --no-index /wheels/*.whl

FROM python:3.11-slim
COPY --from=build /opt/gtm-graph /opt/gtm-graph
ENV PATH=/opt/gtm-graph/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --create-home service
USER service
WORKDIR /home/service
EXPOSE 8000
CMD ["gtm-graph", "serve", "--host", "0.0.0.0", "--port", "8000"]
