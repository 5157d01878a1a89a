/** The environment variables that the stack and Lambda set for the functions. */
export const environment = () => ({
  AWS_REGION: 'eu-central-1',
  SOURCE_BUCKET: 'example-archive',
  SOURCE_PREFIX: 'm31/',
  SUFFIXES: '.fits,.fits.gz',
  TARGET_BUCKET: 'example-lake',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/queue',
  BUCKET_OWNER: '111122223333',
  GLUE_DATABASE: 'fits_datalake',
  GLUE_TABLE: 'lake_rows',
  COLLECTION_DEPTH: '1',
  AUTHORITY: 'unregistered',
  POWERTOOLS_SERVICE_NAME: 'my-fits-datalake',
  POWERTOOLS_METRICS_NAMESPACE: 'fits-datalake',
});
