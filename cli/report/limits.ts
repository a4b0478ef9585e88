import { UNPROVEN } from 'cdk-break-glass/internal';
import { Html, html } from './html';

export function limits(): Html {
  return html`<p>The proofs are about the synthesized templates. They don't cover later changes by hand or other policies of the
organization, and the simulator and the emulator are not AWS. Only a live account can show these points:</p>
<ul class="limits">${UNPROVEN.map((text) => html`<li>${text.replace(/`/g, '')}</li>`)}</ul>`;
}
