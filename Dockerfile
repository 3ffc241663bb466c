FROM node:24-slim
WORKDIR /guichet
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN install --directory --owner=node /data
USER node
ENTRYPOINT ["node", "bin/guichet.ts"]
