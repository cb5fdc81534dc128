from shared import CONTEXT, DECLARED, Holder

CONTEXT.runner.run()
DECLARED.run()
Holder.shared.run()
