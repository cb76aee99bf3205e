/** Certificates and handshakes: which of their failures another attempt may not have. */
import { all, any, type Matcher } from '../../table/matchers.ts';
import { type Rules, rules } from '../../table/rules.ts';
import { netLike, silent } from './network-codes.ts';

/** What OpenSSL and its like find wrong with a certificate. */
const CERTIFICATE_CODE =
  /^(?:CERT_\w+|CRL_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT\w*|ERR_CERT\w*|CertificateVerif\w+)$/;
const CERTIFICATE = [
  /\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed|is not (?:trusted|valid))\b/i,
  /\bunable to (?:verify the first certificate|get local issuer certificate)\b|\binvalid peer certificate\b/i,
  /\bUnknownIssuer\b|\bSSL certificate problem\b|\bnet::ERR_CERT_\w{1,40}|\bx509: |\bPKIX path\b/,
  /\bcertificate for this server is invalid\b|\ban SSL error has occurred\b|\btls: bad certificate\b/i,
  /\bcertificate signed by unknown authority\b|\bNSURLErrorDomain\b.{0,20}-120[0-6]\b/,
];
/** A handshake that broke off says nothing of the next one. */
const BROKEN_HANDSHAKE: Matcher = any(
  netLike(
    /^ERR_SSL_(?:TLSV1_ALERT_INTERNAL_ERROR|(?:DECRYPTION_FAILED_OR_)?BAD_RECORD_MAC|UNEXPECTED_EOF\w*|PACKET_LENGTH_TOO_LONG|PROTOCOL_ERROR)$/,
  ),
  // OpenSSL's words, in Node and in Python.
  all(
    [netLike(/^EPROTO$/), /\[SSL: /],
    /\balert internal error\b|\bbad record mac\b|\bunexpected eof\b|\beof occurred in violation\b/i,
  ),
);

export const tlsRules: Rules = rules('network', [
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  [
    'certificate',
    silent([netLike(CERTIFICATE_CODE), ...CERTIFICATE]),
    'network no-retry',
    "This host's certificate is not trusted here: check the host name, the proxy and the CA bundle.",
  ],
  ['handshake', silent(BROKEN_HANDSHAKE), 'network'],
  [
    'tls',
    silent([
      netLike(/^(?:EPROTO|ERR_(?:SSL|OSSL)_\w+|ERR_TLS_PROTOCOL_VERSION_CONFLICT)$/),
      /\bserver gave HTTP response to HTTPS client\b|\[SSL: [A-Z\d_]{4,40}\]|\bWRONG_VERSION_NUMBER\b|\bERR_SSL_VERSION_OR_CIPHER_MISMATCH\b/,
      // rustls: https://docs.rs/rustls/latest/rustls/enum.AlertDescription.html
      /\breceived fatal alert: (?!internal|bad_?record|decode|close|user)|\bpeer is incompatible\b|\bmessage of type invalidcontenttype\b/i,
    ]),
    'network no-retry',
    'This host speaks no TLS there, or another version of it: check https, the port and the proxy.',
  ],
]);
