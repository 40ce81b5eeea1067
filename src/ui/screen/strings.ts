/**
 * Every word on the recorder's screens, in one place: where it comes from, then its text in each language. `{name}` stands for a value.
 *   seed      the reset guide names it, in these words       manual    manuals of such recorders name it
 *   assumed   our own wording
 * A language is added by a column here and its name in LANGUAGES (model.ts); the compiler then asks for what is missing.
 */
import type { Language, Words, WordsFrom } from './model.ts';

type Entry = readonly [from: Exclude<WordsFrom, 'data'>, en: string, es: string];

const COLUMN: Readonly<Record<Language, 1 | 2>> = { en: 1, es: 2 };

export const STRINGS = {
  // Boot and faults.
  'title.starting': ['assumed', 'Starting', 'Arrancando'],
  'title.initialising': ['assumed', 'Initialising', 'Inicializando'],
  'title.held': ['assumed', 'Reset button held', 'Botón de reset pulsado'],
  'title.locked': ['assumed', 'Recorder Locked', 'Grabador bloqueado'],
  'title.factory-default': ['manual', 'Factory Default', 'Valores de fábrica'],
  'title.clearing-password': ['assumed', 'Password Reset', 'Borrado de la contraseña'],
  'title.storage-fault': ['assumed', 'Storage Fault', 'Fallo de memoria'],
  'title.restarting': ['assumed', 'Restarting', 'Reiniciando'],
  'boot.initialising': ['assumed', 'System is initialising ...', 'El sistema se está inicializando ...'],
  'boot.held': ['assumed', 'The reset button is held.', 'El botón de reset está pulsado.'],
  'boot.release': ['assumed', 'Release it to go on.', 'Suéltelo para continuar.'],
  'locked.why': ['assumed', 'The login data is damaged: nobody can log in.', 'Los datos de acceso están dañados: nadie puede entrar.'],
  'locked.remedy': ['assumed', 'Restore the factory defaults with the reset button.', 'Restaure los valores de fábrica con el botón de reset.'],
  'locked.no-button': ['assumed', 'This model has no reset button: call service.', 'Este modelo no tiene botón de reset: llame al servicio técnico.'],
  'reset.restoring': ['manual', 'Restoring factory default settings.', 'Restaurando los valores de fábrica.'],
  'reset.recordings': ['manual', 'Recordings are kept.', 'Las grabaciones se conservan.'],
  'reset.resumed': ['assumed', 'Power was lost: going on where it stopped.', 'Se fue la corriente: continúa donde se detuvo.'],
  'reset.clearing': ['assumed', 'Clearing the password.', 'Borrando la contraseña.'],
  'reset.requesting': ['assumed', 'Noting the request ...', 'Anotando la petición ...'],
  'reset.erasing': ['assumed', 'Erasing: {erased} of {blocks} blocks', 'Borrando: {erased} de {blocks} bloques'],
  'reset.writing': ['assumed', 'Writing the factory settings ...', 'Escribiendo los valores de fábrica ...'],
  'reset.keeping': ['assumed', 'Keeping the other settings ...', 'Conservando los demás ajustes ...'],
  'reset.finishing': ['assumed', 'Finishing ...', 'Terminando ...'],
  'reset.stay-on': ['assumed', 'Do not switch off.', 'No lo apague.'],
  'failed.unchanged': [
    'assumed',
    'The reset could not be noted: nothing was changed. Switch off and call service.',
    'No se pudo anotar el reset: no se cambió nada. Apague y llame al servicio técnico.',
  ],
  'failed.unfinished': [
    'assumed',
    'The settings could not be erased. The reset will go on at the next power-up. If this comes again, call service.',
    'No se pudieron borrar los ajustes. El reset seguirá en el próximo encendido. Si se repite, llame al servicio técnico.',
  ],
  'restarting.now': ['assumed', 'Restarting ...', 'Reiniciando ...'],
  'fault.stuck': [
    'assumed',
    'Fault: the reset button does not release. Check the switch.',
    'Fallo: el botón de reset no se suelta. Revise el pulsador.',
  ],
  'fault.journal': [
    'assumed',
    'Fault: the reset journal is damaged. Nothing was erased.',
    'Fallo: el diario del reset está dañado. No se borró nada.',
  ],

  // Buttons that many screens have.
  ok: ['seed', 'OK', 'Aceptar'],
  cancel: ['manual', 'Cancel', 'Cancelar'],
  next: ['seed', 'Next', 'Siguiente'],
  back: ['manual', 'Back', 'Atrás'],
  save: ['seed', 'Save', 'Guardar'],
  skip: ['manual', 'Skip', 'Omitir'],
  refresh: ['manual', 'Refresh', 'Actualizar'],
  finish: ['manual', 'Finish', 'Terminar'],
  'please-wait': ['assumed', 'Please wait ...', 'Espere ...'],

  // Login.
  'title.unlock-pattern': ['seed', 'Unlock Pattern', 'Patrón de desbloqueo'],
  'title.system-login': ['seed', 'System Login', 'Acceso al sistema'],
  pattern: ['seed', 'Unlock pattern', 'Patrón de desbloqueo'],
  'forgot-pattern': ['seed', 'Forgot Pattern', 'Olvidé el patrón'],
  'forgot-password': ['seed', 'Forgot Password', 'Olvidé la contraseña'],
  'draw-pattern': ['assumed', 'Draw your unlock pattern.', 'Dibuje su patrón de desbloqueo.'],
  'user-name': ['manual', 'User Name', 'Usuario'],
  password: ['seed', 'Password', 'Contraseña'],
  hint: ['manual', 'Prompt', 'Indicio'],
  'lock-left': ['assumed', 'Locked: try again in {left}.', 'Bloqueado: inténtelo de nuevo en {left}.'],
  'checking-login': ['assumed', 'Logging in ...', 'Entrando ...'],

  // Recovery.
  'title.notice': ['assumed', 'Notice', 'Aviso'],
  'notice.text': [
    'seed',
    'To provide a secure password reset procedure a valid email address, serial number, etc may be requested. All acquired information is only used to verify the validity of the request, and a security code will be sent to you. Click OK to continue with the reset process.',
    'Para un restablecimiento seguro de la contraseña se puede pedir una dirección de correo válida, el número de serie, etc. Esos datos sólo sirven para comprobar que la petición es válida, y se le enviará un código de seguridad. Pulse Aceptar para continuar.',
  ],
  'title.closed': ['manual', 'Password reset is closed!', '¡El restablecimiento está cerrado!'],
  'closed.text': [
    'assumed',
    'No email address and no security questions were set on this recorder. Ask your installer, or restore the factory defaults.',
    'En este grabador no hay dirección de correo ni preguntas de seguridad. Pregunte a su instalador o restaure los valores de fábrica.',
  ],
  'title.reset-password': ['seed', 'Reset Password', 'Restablecer contraseña'],
  'reset-type': ['seed', 'Reset Type', 'Método'],
  'qr-code': ['seed', 'QR Code', 'Código QR'],
  'security-questions': ['seed', 'Security Questions', 'Preguntas de seguridad'],
  'qr.apps': [
    'seed',
    'Scan the QR code with gDMSS, iDMSS, EasyViewer or EasyViewerLite: Home > Setting > Password Security > Reset Password.',
    'Escanee el código QR con gDMSS, iDMSS, EasyViewer o EasyViewerLite: Home > Setting > Password Security > Reset Password.',
  ],
  'qr.email': ['manual', 'The security code will be sent to', 'El código de seguridad se enviará a'],
  'qr.lifetime': ['seed', 'It is valid for {lifetime}.', 'Vale durante {lifetime}.'],
  'security-code': ['seed', 'Security code', 'Código de seguridad'],
  'no-email': [
    'assumed',
    'No email address is stored on this recorder, so no security code can be sent.',
    'Este grabador no tiene dirección de correo: no se puede enviar un código de seguridad.',
  ],
  'no-qr-code': ['assumed', 'The QR code cannot be made.', 'No se puede crear el código QR.'],
  'preparing-qr': ['assumed', 'Preparing the QR code ...', 'Preparando el código QR ...'],
  'ask-email': [
    'manual',
    'No email address is stored. Enter the one that the security code is to be sent to.',
    'No hay dirección de correo. Indique a cuál se debe enviar el código de seguridad.',
  ],
  'enter-answers': [
    'seed',
    'Enter the answers that you assigned for each security question.',
    'Escriba las respuestas que asignó a cada pregunta de seguridad.',
  ],
  'answer-n': ['seed', 'Answer {n}', 'Respuesta {n}'],
  'new-password': ['seed', 'New Password', 'Nueva contraseña'],
  'confirm-password': ['seed', 'Confirm Password', 'Confirmar contraseña'],
  'password-rule': [
    'seed',
    'It is recommended to use a password that has between {min} to {max} characters using a combination of letters and numbers.',
    'Se recomienda una contraseña de {min} a {max} caracteres que combine letras y números.',
  ],
  'password-forbidden': ['seed', 'Please do not use special characters such as {forbidden}', 'No use caracteres especiales como {forbidden}'],
  checking: ['assumed', 'Checking ...', 'Comprobando ...'],
  saving: ['assumed', 'Saving ...', 'Guardando ...'],
  'result.text': ['seed', 'Your new password is now applied to your device.', 'Su nueva contraseña ya está activa en el equipo.'],
  'result.login': ['seed', 'You will now be able to login using your new password.', 'Ya puede entrar con su nueva contraseña.'],

  // Set-up.
  'title.wizard': ['manual', 'Set-up Wizard', 'Asistente de configuración'],
  'wizard.welcome': [
    'assumed',
    'Welcome. This recorder is set to its factory defaults. Choose a password.',
    'Bienvenido. El grabador tiene los valores de fábrica. Elija una contraseña.',
  ],
  'pattern.draw': [
    'manual',
    'Draw an unlock pattern through at least {min} points: it will be the way to log in.',
    'Dibuje un patrón de al menos {min} puntos: será la forma de entrar.',
  ],
  'pattern.or-skip': ['manual', 'Or skip this step.', 'También puede omitir este paso.'],
  'pattern.again': ['manual', 'Draw the pattern again.', 'Dibuje el patrón otra vez.'],
  'wizard.protection': [
    'manual',
    'Password protection: how to get back in when you forget the password.',
    'Protección de la contraseña: cómo volver a entrar si la olvida.',
  ],
  'reserved-email': ['manual', 'Reserved Email', 'Correo reservado'],
  'question-n': ['manual', 'Question {n}', 'Pregunta {n}'],
  'title.agreement': ['manual', 'License Agreement', 'Contrato de licencia'],
  'agreement.text': [
    'assumed',
    'This is a simulated recorder. Its licence is the MIT licence of recsim; no vendor is party to it.',
    'Este es un grabador simulado. Su licencia es la licencia MIT de recsim; ningún fabricante es parte de ella.',
  ],
  agree: ['manual', 'I have read and agree to all terms', 'He leído y acepto todas las condiciones'],
  'title.startup': ['manual', 'Startup Wizard', 'Asistente de inicio'],
  'startup.text': ['assumed', 'The recorder is set up. You are logged in as {user}.', 'El grabador está configurado. Ha entrado como {user}.'],

  // Desktop.
  'title.main-menu': ['manual', 'Main Menu', 'Menú principal'],
  'logged-in': ['assumed', 'Logged in as {user}.', 'Ha entrado como {user}.'],
  'offer.pattern': [
    'seed',
    'You can now modify any security features such as unlock pattern and security questions: see Security.',
    'Ya puede cambiar el patrón de desbloqueo, las preguntas de seguridad, etc.: vea Seguridad.',
  ],
  system: ['manual', 'System', 'Sistema'],
  security: ['manual', 'Security', 'Seguridad'],
  'event-log': ['manual', 'Event Log', 'Registro de eventos'],
  'log-out': ['manual', 'Log Out', 'Cerrar sesión'],
  default: ['manual', 'Default', 'Predeterminado'],
  restart: ['manual', 'Restart', 'Reiniciar'],
  'factory-default': ['manual', 'Factory Default', 'Valores de fábrica'],
  'default.text': [
    'manual',
    'Factory Default erases all settings, the password too. Recordings are kept, and the passwords of cameras are not reset.',
    'Valores de fábrica borra todos los ajustes, también la contraseña. Las grabaciones se conservan y las contraseñas de las cámaras no cambian.',
  ],
  'confirm-default.text': [
    'assumed',
    'All settings will be erased and the recorder will restart. Go on?',
    'Se borrarán todos los ajustes y el grabador se reiniciará. ¿Continuar?',
  ],
  'confirm-restart.text': ['assumed', 'The recorder will restart. Go on?', 'El grabador se reiniciará. ¿Continuar?'],
  'serial-number': ['manual', 'Serial number', 'Número de serie'],
  'serial-lost': ['assumed', 'lost', 'perdido'],
  'security.pattern': ['manual', 'Pattern', 'Patrón'],
  'security.questions': ['manual', 'Questions', 'Preguntas'],
  'security.email': ['manual', 'Email', 'Correo'],
  'security.set': ['assumed', 'set', 'definido'],
  'security.unset': ['assumed', 'not set', 'sin definir'],
  'old-password': ['manual', 'Old Password', 'Contraseña anterior'],
  remove: ['assumed', 'Remove', 'Quitar'],
  'set-email.text': [
    'assumed',
    'Security codes are sent to this address. Leave it empty for none.',
    'Los códigos de seguridad se envían a esta dirección. Déjela vacía para no tener ninguna.',
  ],
  'set-questions.text': ['assumed', 'Choose questions and their answers.', 'Elija las preguntas y sus respuestas.'],
  'log.empty': ['assumed', 'Nothing has happened yet.', 'Aún no ha pasado nada.'],

  // Messages.
  'wrong-password': ['assumed', 'The user name or the password is wrong.', 'El usuario o la contraseña no es correcto.'],
  'wrong-pattern': ['assumed', 'The pattern is wrong.', 'El patrón no es correcto.'],
  'wrong-code': [
    'assumed',
    'The security code is wrong or no longer valid. Check it, or click Refresh and scan the new QR code.',
    'El código de seguridad no es correcto o ya no vale. Revíselo, o pulse Actualizar y escanee el nuevo código QR.',
  ],
  'wrong-answers': ['assumed', 'The answers are not right.', 'Las respuestas no son correctas.'],
  'login-locked': ['assumed', 'Too many wrong attempts: the login is locked.', 'Demasiados intentos fallidos: el acceso está bloqueado.'],
  'questions-locked': [
    'assumed',
    'Too many wrong answers: the security questions are locked.',
    'Demasiadas respuestas incorrectas: las preguntas de seguridad están bloqueadas.',
  ],
  'not-stored': [
    'assumed',
    'It could not be stored: the memory does not work or is full. Nothing was changed.',
    'No se pudo guardar: la memoria falla o está llena. No se cambió nada.',
  ],
  'patterns-differ': ['assumed', 'The second drawing differs. Draw the pattern anew.', 'El segundo dibujo es distinto. Dibuje el patrón de nuevo.'],
  'draw-again': ['manual', 'Now draw it once more.', 'Ahora dibújelo una vez más.'],
  saved: ['assumed', 'Saved.', 'Guardado.'],
  'rule.too-short': ['assumed', 'The password has fewer than {min} characters.', 'La contraseña tiene menos de {min} caracteres.'],
  'rule.too-long': ['assumed', 'The password has more than {max} characters.', 'La contraseña tiene más de {max} caracteres.'],
  'rule.forbidden': ['assumed', 'The password may not contain {character}', 'La contraseña no puede contener {character}'],
  'rule.classes': [
    'assumed',
    'The password needs {classes} of: upper case, lower case, digits, other characters.',
    'La contraseña necesita {classes} de: mayúsculas, minúsculas, cifras, otros caracteres.',
  ],
  'rule.mismatch': ['assumed', 'The two passwords differ.', 'Las dos contraseñas son distintas.'],
  'rule.pattern-short': ['assumed', 'The pattern needs at least {min} points.', 'El patrón necesita al menos {min} puntos.'],
  'rule.pattern-repeats': ['assumed', 'The pattern goes through a point twice.', 'El patrón pasa dos veces por un punto.'],
  'rule.email': ['assumed', 'This is not an email address.', 'Esto no es una dirección de correo.'],
  'rule.email-missing': ['assumed', 'Enter an email address.', 'Escriba una dirección de correo.'],
  'rule.question-missing': [
    'assumed',
    'Choose question {n}, or leave all answers empty.',
    'Elija la pregunta {n}, o deje vacías todas las respuestas.',
  ],
  'rule.question-twice': ['assumed', 'Question {n} is chosen twice.', 'La pregunta {n} está elegida dos veces.'],
  'rule.answer-missing': ['assumed', 'Answer {n} is missing.', 'Falta la respuesta {n}.'],
  'rule.agreement': ['assumed', 'Tick that you agree.', 'Marque que está de acuerdo.'],
  'rule.too-much': ['assumed', 'At most {max} characters.', 'Como máximo {max} caracteres.'],

  // The event log. The trace has the same in English.
  'event.reboot-normal': ['manual', 'start, reason 0x00: normal', 'arranque, motivo 0x00: normal'],
  'event.reboot-abnormal': ['manual', 'start, reason 0x01: abnormal or power loss', 'arranque, motivo 0x01: anómalo o sin corriente'],
  'event.reset': ['assumed', 'factory default by reset button', 'valores de fábrica por el botón de reset'],
  'event.password-reset': ['assumed', 'password reset by reset button', 'contraseña borrada por el botón de reset'],
  'event.restart': ['assumed', 'restart by reset button', 'reinicio por el botón de reset'],
  'event.short': ['assumed', 'short hold', 'pulsación corta'],
  'event.between': ['assumed', 'hold between two stages', 'pulsación entre dos etapas'],
  'event.over-held': ['assumed', 'hold past the window', 'pulsación demasiado larga'],
  'event.stuck': ['assumed', 'reset button stuck', 'botón de reset atascado'],
  'event.not-armed': ['assumed', 'reset button ignored', 'botón de reset ignorado'],
  'event.reset-resumed': ['assumed', 'reset resumed', 'reset reanudado'],
  'event.storage-mended': ['assumed', 'storage mended', 'memoria reparada'],
  'event.set-up': ['assumed', 'recorder set up', 'grabador configurado'],
  'event.login': ['assumed', 'login', 'acceso'],
  'event.illegal-login': ['manual', 'illegal login', 'acceso ilegal'],
  'event.login-locked': ['assumed', 'login locked', 'acceso bloqueado'],
  'event.lock-ended': ['assumed', 'lock ended', 'fin del bloqueo'],
  'event.logged-out': ['assumed', 'logged out', 'sesión cerrada'],
  'event.session-expired': ['assumed', 'session expired', 'sesión caducada'],
  'event.qr-code': ['assumed', 'password reset asked for', 'restablecimiento solicitado'],
  'event.wrong-code': ['assumed', 'wrong security code', 'código de seguridad incorrecto'],
  'event.wrong-answers': ['assumed', 'wrong answers to security questions', 'respuestas de seguridad incorrectas'],
  'event.questions-locked': ['assumed', 'security questions locked', 'preguntas de seguridad bloqueadas'],
  'event.recovered-by-code': ['assumed', 'password reset by security code', 'contraseña restablecida con código de seguridad'],
  'event.recovered-by-answers': ['assumed', 'password reset by security questions', 'contraseña restablecida con preguntas de seguridad'],
  'event.password-changed': ['assumed', 'password changed', 'contraseña cambiada'],
  'event.pattern-changed': ['assumed', 'unlock pattern changed', 'patrón de desbloqueo cambiado'],
  'event.questions-changed': ['assumed', 'security questions changed', 'preguntas de seguridad cambiadas'],
  'event.email-changed': ['assumed', 'email address changed', 'correo cambiado'],
  'event.default-by-menu': ['assumed', 'factory default by menu', 'valores de fábrica por el menú'],
  'event.restart-by-menu': ['assumed', 'restart by menu', 'reinicio por el menú'],

  // The security questions to choose from. No source gave the real list.
  'question.colour': ['assumed', 'What is your favourite colour?', '¿Cuál es su color favorito?'],
  'question.pet': ['assumed', 'What was the name of your first pet?', '¿Cómo se llamaba su primera mascota?'],
  'question.city': ['assumed', 'In which city were you born?', '¿En qué ciudad nació?'],
  'question.school': ['assumed', 'What was the name of your first school?', '¿Cómo se llamaba su primera escuela?'],
  'question.book': ['assumed', 'What is your favourite book?', '¿Cuál es su libro favorito?'],
  'question.street': ['assumed', 'In which street did you grow up?', '¿En qué calle creció?'],
  'question.teacher': ['assumed', 'What was the name of your favourite teacher?', '¿Cómo se llamaba su profesor favorito?'],
  'question.film': ['assumed', 'Which film did you like best as a child?', '¿Qué película le gustaba más de niño?'],
} as const satisfies Record<string, Entry>;

export type StringKey = keyof typeof STRINGS;
export type Values = Readonly<Record<string, string | number>>;

/** Words without values, by language and key: screens ask for them all the time. */
const plain: Readonly<Record<Language, Map<StringKey, Words>>> = { en: new Map(), es: new Map() };

/** The words of `key` with `values` put in. */
export function wordsOf(key: StringKey, language: Language, values?: Values): Words {
  if (values) return filledIn(key, language, values);
  let words = plain[language].get(key);
  if (!words) {
    words = filledIn(key, language, {});
    plain[language].set(key, words);
  }
  return words;
}

function filledIn(key: StringKey, language: Language, values: Values): Words {
  const entry: Entry = STRINGS[key];
  const text = entry[COLUMN[language]].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `{${name}}`));
  return { text, from: entry[0] };
}

/** Words that the owner or the maker entered. */
export const dataWords = (text: string): Words => ({ text, from: 'data' });

/** The security questions one may choose from. */
export const QUESTION_KEYS = (Object.keys(STRINGS) as StringKey[]).filter((key) => key.startsWith('question.'));
