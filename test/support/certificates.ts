import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority of one test, made with openssl. */
export class TestAuthority {
  readonly folder = mkdtempSync(join(tmpdir(), 'dualbus-tls-'));
  readonly caFile = join(this.folder, 'ca.crt');
  private readonly caKey = join(this.folder, 'ca.key');

  constructor() {
    this.openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      this.caKey,
      '-out',
      this.caFile,
      '-days',
      '2',
      '-subj',
      '/CN=dualbus test authority',
    );
  }

  get ca(): Buffer {
    return readFileSync(this.caFile);
  }

  /** A certificate for a name, valid for `days` from now on (a negative number: expired). */
  issue(name: string, subjectAltName: string, days = 2): Certificate {
    const file = (ending: string): string => join(this.folder, `${name}.${ending}`);
    this.openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      file('key'),
      '-out',
      file('csr'),
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=${subjectAltName}`,
    );
    const dates = ['-days', String(days)];
    this.openssl(
      'x509',
      '-req',
      '-in',
      file('csr'),
      '-CA',
      this.caFile,
      '-CAkey',
      this.caKey,
      '-CAcreateserial',
      '-copy_extensions',
      'copy',
      '-out',
      file('crt'),
      ...dates,
    );
    return { certFile: file('crt'), keyFile: file('key') };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}
