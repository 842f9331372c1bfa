using System.Text;

namespace Slipway.Templates.Rendering;

/// <summary>What has been rendered so far, within the limit.</summary>
internal sealed class OutputText(Budget budget)
{
    private readonly StringBuilder _made = new();

    public void Append(string text)
    {
        if (_made.Length + text.Length > budget.Limits.OutputLength)
            throw new TemplateException(TemplateError.LimitExceeded,
                $"the output would be longer than {budget.Limits.OutputLength} characters");
        budget.Charge(text.Length);
        _made.Append(text);
    }

    public override string ToString() => _made.ToString();
}
