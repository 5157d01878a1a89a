/** A document in XML. */
export const xmlResponse = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/xml' } });

/** Sends the client to another address, after a change. */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location } });
