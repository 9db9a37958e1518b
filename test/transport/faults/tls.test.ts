import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InvalidArgument } from '../../../src/base/errors.js';
import {
  openRedisTransport,
  type RedisTransportOptions,
} from '../../../src/transport/redis/redis-transport.js';
import type { Transport } from '../../../src/transport/transport.js';
import { TestAuthority } from '../../support/certificates.js';
import { describeWithRedis, freePort, RedisServer } from '../../support/redis-server.js';
import { bytes, okValue, take } from '../contract/helpers.js';

describeWithRedis('row 28: TLS', () => {
  let authority: TestAuthority;
  const servers: RedisServer[] = [];
  const ports = new Map<string, number>();

  beforeAll(async () => {
    authority = new TestAuthority();
    const certificates = {
      good: authority.issue('localhost', 'DNS:localhost,IP:127.0.0.1'),
      otherName: authority.issue('elsewhere', 'DNS:elsewhere.example'),
      expired: authority.issue('expired', 'DNS:localhost,IP:127.0.0.1', -1),
    };
    for (const [name, { certFile, keyFile }] of Object.entries(certificates)) {
      const port = await freePort();
      const files = [
        '--tls-cert-file',
        certFile,
        '--tls-key-file',
        keyFile,
        '--tls-ca-cert-file',
        authority.caFile,
      ];
      servers.push(
        await RedisServer.start({
          args: [
            '--tls-port',
            String(port),
            '--tls-auth-clients',
            name === 'good' ? 'optional' : 'no',
            ...files,
          ],
        }),
      );
      ports.set(name, port);
    }
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    authority.remove();
  });

  function open(
    port: number,
    tls: RedisTransportOptions['endpoint']['tls'],
    host = '127.0.0.1',
  ): Promise<Transport> {
    const endpoint = { host, port, ...(tls !== undefined && { tls }) };
    return openRedisTransport({
      bus: 'tls',
      endpoint,
      connectMs: 2_000,
      handshakeMs: 400,
      deadlineMs: 2_000,
    });
  }

  it('works with the right authority, by name and by address, with client certificates, and through a rediss url', async () => {
    const client = authority.issue('client', 'DNS:client');
    const withClient = {
      ca: authority.ca,
      cert: readFileSync(client.certFile),
      key: readFileSync(client.keyFile),
    };
    const port = ports.get('good')!;
    for (const transport of [
      await open(port, { ca: authority.ca }),
      await open(port, { ca: authority.ca }, 'localhost'),
      await open(port, withClient),
      await openRedisTransport({
        bus: 'tls',
        endpoint: { url: `rediss://localhost:${port}`, tls: { ca: authority.ca } },
        deadlineMs: 2_000,
      }),
    ]) {
      const stream = await transport.ownStream('{tls}:stream');
      okValue(await stream.append(bytes('x')));
      const reader = transport.readLive({ streams: { [stream.key]: '0-0' } });
      expect((await take(reader, 1))[0]!.stream).toBe(stream.key);
      await transport.close();
    }
  });

  it('fails with the likely cause when the certificate is not trusted, names another host, or is expired', async () => {
    await expect(open(ports.get('good')!, true)).rejects.toMatchObject({ code: 'DUALBUS_CONNECT_TLS' });
    await expect(open(ports.get('otherName')!, { ca: authority.ca })).rejects.toThrow(
      /ERR_TLS_CERT_ALTNAME_INVALID/,
    );
    await expect(open(ports.get('expired')!, { ca: authority.ca })).rejects.toThrow(/CERT_HAS_EXPIRED/);
  });

  it('gives up verification only when told that this is unsafe', async () => {
    await expect(open(ports.get('expired')!, { rejectUnauthorized: false })).rejects.toThrow(InvalidArgument);
    await expect(open(ports.get('good')!, { checkServerIdentity: () => undefined })).rejects.toThrow(
      /unsafe/,
    );
    const transport = await open(ports.get('expired')!, { rejectUnauthorized: false, unsafe: true });
    await transport.close();
  });

  it('ends soon when TLS meets a plain port, plain text meets a TLS port, or nobody answers', async () => {
    const started = performance.now();
    await expect(open(servers[0]!.port, { ca: authority.ca })).rejects.toMatchObject({
      code: expect.stringMatching(/DUALBUS_CONNECT_(HANDSHAKE_TIMEOUT|TLS|RESET|ENDED)/),
    });
    await expect(open(ports.get('good')!, undefined)).rejects.toMatchObject({
      code: expect.stringMatching(/DUALBUS_CONNECT_(RESET|ENDED)/),
      message: expect.stringMatching(/TLS|maxclients/),
    });
    const sockets: Socket[] = [];
    const silent: Server = createServer((socket) => void sockets.push(socket));
    const port = await freePort();
    await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
    await expect(open(port, undefined)).rejects.toMatchObject({ code: 'DUALBUS_CONNECT_HANDSHAKE_TIMEOUT' });
    for (const socket of sockets) socket.destroy();
    silent.close();
    // Three attempts that may each use their whole connectMs of 2 s.
    expect(performance.now() - started).toBeLessThan(12_000);
  });
});
