using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Shows the progress of a factory run: the graph of the images in a terminal, otherwise lines.</summary>
internal interface IFactoryView : IAsyncDisposable
{
    static IFactoryView Open(Output output) =>
        output.Json || Console.IsErrorRedirected ? new FactoryLineView() : new FactoryGraphView();

    void Show(OperationEvent item);
}

/// <summary>Prints a line for each event.</summary>
internal sealed class FactoryLineView : IFactoryView
{
    public void Show(OperationEvent item)
    {
        if (item.Image is not { State: "waiting" })
            FactoryOutput.Progress(item);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
