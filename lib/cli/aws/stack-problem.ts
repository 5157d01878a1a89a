import { QueryRefused } from '../../engines/query-refused.ts';
import { RunFailed } from '../errors.ts';
import { printable } from '../terminal/output.ts';

/** What is known of an error of the SDK, or of the network below it. */
interface Told {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const EXPIRED = /^(?:ExpiredToken(?:Exception)?|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN =
  /^(?:UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|AuthFailure)$/;
const DENIED = /^(?:AccessDenied(?:Exception)?|AuthorizationError|NotAuthorized|UnauthorizedOperation)$/;
const BUSY =
  /^(?:Throttling(?:Exception)?|TooManyRequestsException|RequestLimitExceeded|ServiceUnavailable)$/;
/** Athena's error for a workgroup without managed query results. */
const NO_RESULTS = /^No output location provided/;
const NO_SERVER = /^(?:ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ECONNRESET|ETIMEDOUT)$/;

/** Why AWS could not be asked, or did not answer, and what its user can do; undefined of errors that are not AWS's. */
export function awsReason(error: unknown): string | undefined {
  const { name = '', message = '', code = '', $metadata } = (error ?? {}) as Told;
  const said = message.split('\n')[0] ?? '';
  if (/^Region (?:is missing|not accepted)/.test(message))
    return "no AWS region is set: --region, AWS_REGION or the profile's says which";
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return /expired/i.test(message)
      ? `the AWS credentials have expired: ${said}`
      : `no AWS credentials were found: aws configure sets them up, AWS_PROFILE chooses (${said})`;
  if (NO_RESULTS.test(message))
    return `the workgroup does not keep results (${said}): managed query results are off, or this region does not have them; cdk deploy --revert-drift turns them on`;
  if (EXPIRED.test(name)) return 'the AWS credentials have expired: get new ones, as by aws sso login';
  if (UNKNOWN.test(name)) return `AWS does not take the credentials: ${said}`;
  if (DENIED.test(name)) return `access denied: ${said}`;
  if (BUSY.test(name))
    return 'AWS asks to slow down, even after several tries: run the same command again later';
  if (NO_SERVER.test(code))
    return `AWS cannot be reached (${said || code}): is there a network, and is the region right?`;
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/.test(code))
    return `the server's certificate is not trusted (${said})`;
  if (name === 'TimeoutError') return 'AWS does not answer: is there a network, and is the region right?';
  return $metadata === undefined ? undefined : `${name}: ${said}`;
}

/** An error of a run on a deployed stack, in a sentence for its user; what is a mistake of ours stays as it is. */
export function stackFailure(error: unknown): unknown {
  if (error instanceof QueryRefused) return new RunFailed(printable(error.message));
  const reason = error instanceof RunFailed ? undefined : awsReason(error);
  return reason === undefined ? error : new RunFailed(printable(reason));
}
