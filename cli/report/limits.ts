import { Html, html } from './html';
import { UNPROVEN } from 'cdk-break-glass/internal';

export function limits(): Html {
  return html`<p>The proofs speak of the synthesized templates. They can't see what somebody changes by hand later, nor what other
policies of the organization allow or deny, and the simulator and the emulator are not AWS. These points need a live account:</p>
<ul class="limits">${UNPROVEN.map((text) => html`<li>${text.replace(/`/g, '')}</li>`)}</ul>`;
}
