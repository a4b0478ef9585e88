import { jsonOf } from '../../private/texts';
import { Claim, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { ofType } from '../model-index';

/** Days after which the library lets a password expire at the earliest. */
const SHORTEST_AGE = 90;
const LIBRARYS = 'Custom::AccountPasswordPolicy';
/** The function that all custom resources of `AwsCustomResource` in a stack share. */
const CALLER = /(^|:|unresolved-)AWS679f53fac002430cb0da5b7982bd2287[0-9A-F]*$/;
/** Policies name the calls without making them. */
const ALLOWING = /^AWS::(IAM|SSO|Organizations)::/;

export const PASSWORD_RULES: Claim = {
  id: 'password-rules-lock-nobody-out',
  title: 'No template sets password rules of the account that lock a break-glass user out: no hard expiry, no short age, and users may change their passwords',
  threats: [16],
  proof: 'template',
  remedy: 'Set the account\'s rules by AccountPasswordPolicy, once, and change nothing about it.',
  questions: function* (model): Iterable<Question> {
    if (model.users.length === 0) { return; }
    const accounts = new Set(model.users.map(({ account }) => account));
    let asked = 0;
    for (const resource of model.resources) {
      if (!accounts.has(resource.stack.account) || ALLOWING.test(resource.type)) { continue; }
      const said = JSON.stringify(resource.props);
      if (resource.type !== LIBRARYS && !/AccountPasswordPolicy/i.test(said)) { continue; }
      asked++;
      const faults = resource.type === LIBRARYS ? [...ownFaults(resource), ...functionFaults(model, resource)] : rulesFaults(said);
      yield fact(resource, 'sets password rules that lock nobody out', faults.length === 0, faults.join('; ') || 'no expiry');
    }
    if (asked === 0) { yield fact('password rules of the account', 'are set by no template', true, 'none'); }
  },
};

/** What a call in any text would set. */
function rulesFaults(said: string): string[] {
  const [, age] = /MaxPasswordAge\W+(\w[\w-]*)/i.exec(said) ?? [];
  return [
    ...(/DeleteAccountPasswordPolicy/i.test(said) ? ['deletes the rules: short passwords are then enough'] : []),
    ...(/HardExpiry\W+(?!false|0)\w/i.test(said) ? ['sets a hard expiry: who doesn\'t sign in for a while never can again'] : []),
    ...(age !== undefined && !(Number(age) >= SHORTEST_AGE) ? [`lets passwords expire after ${age} days`] : []),
    ...(/AllowUsersToChangePassword\W+(?!true)\w/i.test(said) ? ['lets users not change their passwords, which the first sign-in asks for'] : []),
  ];
}

/** The library's own resource makes one call, by the function of CDK, and unconditionally. */
function ownFaults({ props, condition }: ResourceModel): string[] {
  const { ServiceToken, Create, Update, Delete } = props;
  const calls = [Create, Update].map((text) => jsonOf(String(text)));
  const odd = calls.some((call) => call?.service !== 'iam' || call?.action !== 'UpdateAccountPasswordPolicy' || !isLong(call?.parameters));
  return [
    ...(CALLER.test(String(ServiceToken)) ? [] : [`is done by ${ServiceToken}, which isn't CDK's function`]),
    ...(odd ? ['makes another call than the library'] : []),
    ...(Delete === undefined ? [] : ['makes a call when it is deleted']),
    ...(condition === undefined ? [] : [`has the condition ${condition}`]),
    ...rulesFaults(JSON.stringify([Create, Update])),
  ];
}

/** What else than CloudFormation may call the function, or makes it do another thing: its code is CDK's own. */
function functionFaults(model: AccessModel, { props, stack }: ResourceModel): string[] {
  const fn = ofType(model, 'AWS::Lambda::Function').find((one) => one.stack === stack && String(props.ServiceToken).includes(`unresolved-${one.logicalId}`));
  if (!fn) { return []; }
  const { Code, Handler } = fn.props;
  const told = ['Environment', 'Layers', 'FileSystemConfigs', 'ImageConfig'].filter((key) => fn.props[key] !== undefined);
  const callers = CALLERS.flatMap((type) => ofType(model, type))
    .filter((one) => [one.props.FunctionName, one.props.TargetFunctionArn].some((name) => String(name ?? '').includes(`unresolved-${fn.logicalId}`)));
  return [
    ...(Code?.S3Key === undefined || Handler !== 'index.handler' ? [`is done by ${fn.logicalId}, whose code isn't CDK's`] : []),
    ...told.map((key) => `is done by ${fn.logicalId}, which has ${key}: CDK's function has none`),
    ...callers.map(({ type, logicalId }) => `is done by ${fn.logicalId}, which the ${type} ${logicalId} lets others call`),
  ];
}

/** By these others than CloudFormation reach a function, whose role may set the rules. */
const CALLERS = ['AWS::Lambda::Url', 'AWS::Lambda::Permission', 'AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Alias'];

const isLong = (rules: any): boolean => Number(rules?.MinimumPasswordLength) >= 14 && Number(rules?.PasswordReusePrevention) >= 1
  && ['RequireSymbols', 'RequireNumbers', 'RequireUppercaseCharacters', 'RequireLowercaseCharacters', 'AllowUsersToChangePassword'].every((rule) => rules[rule] === true);
