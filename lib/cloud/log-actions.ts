/**
 * What a state machine needs to write its log.
 *
 * Source: AWS Step Functions Developer Guide, "IAM Policies for logging to CloudWatch Logs".
 */
export const LOG_ACTIONS = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];
