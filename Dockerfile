# The program on a small Debian: docker build -t panorama-roles . && docker run --rm panorama-roles help
FROM swift:6.2-bookworm AS build
WORKDIR /source
COPY Package.swift Makefile ./
COPY Sources Sources
COPY Policies Policies
COPY Packaging/linking Packaging/linking
COPY Tests Tests
ARG COMMIT=
RUN make install PREFIX=/usr DESTDIR=/stage COMMIT="$COMMIT"

FROM debian:12-slim
# What online commands open: libcurl, and the certificates of the public CAs.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libcurl4 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /stage/usr /usr
COPY LICENSE /usr/share/doc/panorama-roles/LICENSE
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["/usr/bin/panorama-roles"]
CMD ["help"]
