using Slipway.Templates.Rendering;
using Slipway.Templates.Syntax;
using Slipway.Templates.Values;

namespace Slipway.Templates.Compilation;

/// <summary>Compiles include, import and from … import.</summary>
internal sealed class InclusionCompiler(CompilationContext compilation, ExpressionCompiler expressions)
{
    public Step Include(Include include, Frame frame)
    {
        compilation.Mark(include);
        var name = expressions.Compile(include.Template, frame).Run;
        var locals = VariableAccess.Locals(frame);
        var (withContext, ignoresMissing) = (include.WithContext, include.IgnoresMissing);
        return new Step(activation =>
        {
            var template = Find(activation, name(activation), ignoresMissing);
            if (template is null)
                return Flow.Next;
            if (withContext)
                template.Code.Render(template.NewContext(activation.Context, locals(activation)), activation.Out);
            else
                // Where Jinja writes it, too: to the function's output, not into a filter or set block around.
                activation.FunctionOut.Append(template.DefaultModule(activation.Context).Body);
            return Flow.Next;
        }, compilation.Line);
    }

    public Step Import(Import import, Frame frame)
    {
        compilation.Mark(import);
        var module = Module(import.Template, import.WithContext, frame);
        var slot = frame.Symbols.Get(import.Target).Slot;
        var (target, isTopLevel) = (import.Target, frame.IsTopLevel);
        return new Step(activation =>
        {
            var made = module(activation);
            activation.Slots[slot] = made;
            if (isTopLevel)
                activation.Context.Hide(target, made);
            return Flow.Next;
        }, compilation.Line);
    }

    public Step FromImport(FromImport import, Frame frame)
    {
        compilation.Mark(import);
        var module = Module(import.Template, import.WithContext, frame);
        var names =
            import.Names.Select(entry => (entry.Name, entry.Alias, frame.Symbols.Get(entry.Alias).Slot)).ToArray();
        var place = compilation.Template is { } template
            ? $"line {import.Line} in {Representation.Of(template)}"
            : $"line {import.Line}";
        var isTopLevel = frame.IsTopLevel;
        return new Step(activation =>
        {
            var made = module(activation);
            foreach (var (name, alias, slot) in names)
            {
                if (!made.TryGetAttribute(name, out var value))
                    value = activation.Context.Undefined(
                        $"the template {Representation.Of(made.Name)} (imported on {place}) does not export the " +
                            $"requested name '{name}'", name);
                activation.Slots[slot] = value;
                if (isTopLevel)
                    activation.Context.Hide(alias, value);
            }
            return Flow.Next;
        }, compilation.Line);
    }

    private Func<Activation, TemplateModule> Module(Expression template, bool withContext, Frame frame)
    {
        var name = expressions.Compile(template, frame).Run;
        var locals = VariableAccess.Locals(frame);
        var environment = compilation.Environment;
        return activation =>
        {
            var found = environment.Load(name(activation));
            return withContext
                ? new TemplateModule(found, found.NewContext(activation.Context, locals(activation)))
                : found.DefaultModule(activation.Context);
        };
    }

    private Template? Find(Activation activation, object? name, bool ignoresMissing)
    {
        // The template's own environment, for another's template may extend it.
        var environment = compilation.Environment;
        try
        {
            return environment.LoadFirst(name, activation.Context.Budget);
        }
        catch (TemplateException e)
            when (ignoresMissing && e.Error is (TemplateError.TemplateNotFound or TemplateError.TemplatesNotFound))
        {
            return null;
        }
    }
}
