# transcheck with all its commands; see docs/serve.md. Build it where docker is installed: docker build -t transcheck .
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY src ./src
COPY rules ./rules
RUN python -m venv /opt/transcheck \
    && /opt/transcheck/bin/pip install --no-cache-dir --constraint constraints.txt '.[serve,lsp,watch]'

FROM python:3.13-slim
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home editor
COPY --from=build /opt/transcheck /opt/transcheck
ENV PATH=/opt/transcheck/bin:$PATH
USER editor
WORKDIR /stories
EXPOSE 8765
ENTRYPOINT ["transcheck"]
