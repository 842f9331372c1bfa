using System.Collections;
using Slipway.Templates.Compilation;
using Slipway.Templates.Values;

namespace Slipway.Templates.Rendering;

/// <summary>The condition of a loop: lets those items through that it holds for, one by one.</summary>
/// <param name="Item">The item again, as the target unpacked it.</param>
internal sealed record LoopTest(
    FunctionScope Function, Action<Activation> Enter, Action<Activation, object?> Write, Evaluator Test, Evaluator Item,
    string? Template, int Line)
{
    public LazySequence Over(object? values, Activation outer) => new("generator", new Items(this, values, outer));

    private sealed class Items(LoopTest test, object? values, Activation outer) : IEnumerator<object?>
    {
        private Activation? _activation;
        private IEnumerator<object?>? _values;

        public object? Current { get; private set; }

        object? IEnumerator.Current => Current;

        public bool MoveNext()
        {
            try
            {
                return Next();
            }
            catch (TemplateException e) when (e.Locate(test.Template, test.Line))
            {
                throw;
            }
        }

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private bool Next()
        {
            if (_activation is null)
            {
                _activation = Activation.Of(test.Function, outer);
                test.Enter(_activation);
                _values = Iteration.Of(values);
            }
            while (_values!.MoveNext())
            {
                outer.Context.Budget.Turn();
                test.Write(_activation, _values.Current);
                if (!Truth.Of(test.Test(_activation)))
                    continue;
                Current = test.Item(_activation);
                return true;
            }
            return false;
        }
    }
}
