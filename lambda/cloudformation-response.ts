import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

// The response of a custom resource to CloudFormation.

/** Characters of a reason that are kept: a response may have 4,096 bytes. */
const MAX_REASON = 1000;
/** How often sending the response is tried. */
const TRIES = 3;

/**
 * Does the work of a custom resource and sends CloudFormation the response. CloudFormation would otherwise wait for an
 * hour. An error of the work is not thrown: its message goes into the response, and `cdk deploy` shows it.
 *
 * Source: AWS CloudFormation User Guide, "Custom resource request and response reference".
 *
 * @throws if CloudFormation does not accept the response
 */
export async function respondAfter(
  event: CloudFormationCustomResourceEvent,
  physicalId: string,
  work: () => Promise<void>,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  let outcome: { Status: 'SUCCESS' | 'FAILED'; Reason?: string } = { Status: 'SUCCESS' };
  try {
    await work();
  } catch (error) {
    console.error(error);
    const reason = error instanceof Error ? error.message : String(error);
    outcome = { Status: 'FAILED', Reason: reason.slice(0, MAX_REASON) || 'no reason was given' };
  }
  const response = { ...outcome, PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId };
  await put(ResponseURL, JSON.stringify(response));
}

/** The presigned URL covers no content type, so the request must not have one. */
async function put(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (ok) return;
      throw new Error(`CloudFormation did not accept the response: HTTP status ${status}`);
    } catch (error) {
      if (attempt === TRIES) throw error;
    }
  }
}
