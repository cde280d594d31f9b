/** What an error of the driver most likely means, for whoever has to mend it. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'Nothing listens at this address. Start MongoDB there, or correct the address.'],
  [/ENOTFOUND|EAI_AGAIN/, 'The host name is not known. Correct it, or look at the DNS.'],
  [
    /auth|not authorized|credentials/i,
    'The user or the password is wrong, or the user lacks a role on this database.',
  ],
  [
    /certificate|TLS|SSL/i,
    'The encrypted connection fails. Look at the certificate, and at tls= in the address.',
  ],
  [
    /ReplicaSetNoPrimary|not primary/i,
    'The replica set has no primary now. It elects one within seconds, if most members are up.',
  ],
  [
    /timed? ?out|ETIMEDOUT|EHOSTUNREACH/i,
    'The server does not answer in time. Look at the network and at firewalls.',
  ],
  [/closed|reset|EPIPE|ECONNRESET/i, 'The server ended the connection: it stopped, or is being restarted.'],
]

/** Names the likely cause of an error of the driver; undefined when it is none that we know. */
export function probableCause(message: string): string | undefined {
  return causes.find(([pattern]) => pattern.test(message))?.[1]
}
