/** How a person calls the command line. After `npm install --save-dev` the name `break-glass` alone isn't on the PATH. */
export const CALL = 'npx cdk-break-glass-cli';
