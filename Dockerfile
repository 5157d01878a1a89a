# The command line in an image: docs/guides/installing.md says how to run it.
FROM node:24.21.0-bookworm-slim AS package
WORKDIR /source
COPY . .
RUN npm ci --no-audit --no-fund && npm pack --pack-destination /

FROM node:24.21.0-bookworm-slim
# npm's own cache is not kept
RUN --mount=type=bind,from=package,source=/,target=/package \
    npm install --global --no-audit --no-fund --cache /tmp/npm /package/fits-datalake-*.tgz \
    && rm -rf /tmp/npm
# folders to mount: the lake and its cache
ENV FITS_LAKE=/lake FITS_CACHE=/cache
RUN install --directory --owner=1000 --group=1000 --mode=0700 /cache /lake
# the user `node`
USER 1000:1000
WORKDIR /lake
ENTRYPOINT ["fits-datalake"]
CMD ["--help"]
