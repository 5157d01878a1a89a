import { ACCOUNT, REGION } from '../helpers/ministack.ts';

// A stack of somebody else, whose resources receive the events of a bucket.

const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

/** The destinations of a bucket's events before the stack of fits-datalake was deployed. */
export const OTHERS = {
  queue: arn('sqs', 'others-queue'),
  topic: arn('sns', 'others-topic'),
  function: arn('lambda', 'function:others-function'),
  /** Deleted after the bucket's notifications name it. */
  doomed: arn('sqs', 'others-doomed'),
} as const;

const allow = (Action: string, Resource: string) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action, Resource }],
});

const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });

/** A stack with these destinations: a queue, a topic, a function, and a queue that is deleted later. */
export const OTHERS_TEMPLATE = {
  Resources: {
    Queue: queue('others-queue'),
    Doomed: queue('others-doomed'),
    Queues: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }, { Ref: 'Doomed' }],
        PolicyDocument: allow('sqs:SendMessage', '*'),
      },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'others-topic' } },
    Topics: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: allow('sns:Publish', OTHERS.topic) },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'others-function',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = async () => {};' },
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Function' },
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
      },
    },
  },
};
