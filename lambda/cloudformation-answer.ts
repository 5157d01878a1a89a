import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** Characters of a reason that are kept: an answer has 4,096 bytes at most. */
const MAX_REASON = 1000;

/**
 * Does a custom resource's work and tells CloudFormation how it ended: it waits for an answer, and for an hour where
 * none comes. An error's message is what the user of `cdk deploy` reads; nothing is thrown.
 * Source: AWS CloudFormation User Guide, "Custom resource request and response reference".
 */
export async function answerCloudFormation(
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
  const answer = { ...outcome, PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId };
  await put(ResponseURL, JSON.stringify(answer));
}

/** The URL is signed for a request without a content type. */
async function put(url: string, body: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const { ok, status } = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (ok) return;
      throw new Error(`CloudFormation's answer was not taken: ${status}`);
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}
