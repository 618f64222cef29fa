import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

interface SignInProps {
  readonly stage: string;
  readonly retain: boolean;
  /** Origin of the pages, without a slash at the end. */
  readonly publicUrl: string;
}

/** Where managed sign-in sends people back to. */
const CALLBACK_PATH = '/sign-in/callback';

/** Accounts are made by an administrator; everybody has a second factor. */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, retain, publicUrl }: SignInProps) {
    super(scope, id);
    this.pool = userPool(this, retain);
    // The prefix is a physical name, because it is the address; the account makes it unique.
    const domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `aman-${stage}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.url = domain.baseUrl();
    this.client = this.pool.addClient('Client', {
      // No secret: the code is bound to the browser by PKCE, and there is nothing to read back.
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [`${publicUrl}${CALLBACK_PATH}`],
        logoutUrls: [`${publicUrl}/`],
      },
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    });
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    new CfnOutput(this, 'UserPoolId', { value: this.pool.userPoolId });
  }
}

const userPool = (scope: Construct, retain: boolean): UserPool =>
  new UserPool(scope, 'Pool', {
    selfSignUpEnabled: false,
    // The user name is the id of a person and cannot be changed; people may type their e-mail address instead.
    signInAliases: { username: true, email: true },
    signInCaseSensitive: false,
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 14,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    featurePlan: FeaturePlan.PLUS,
    standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
    deletionProtection: retain,
    removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
