using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Shows how a run of the factory goes on: the graph of the images in a terminal, lines elsewhere.</summary>
internal interface IFactoryView : IAsyncDisposable
{
    static IFactoryView Open(Output output) =>
        output.Json || Console.IsErrorRedirected ? new FactoryLineView() : new FactoryGraphView();

    void Show(OperationEvent item);
}

/// <summary>A line for each thing that happens.</summary>
internal sealed class FactoryLineView : IFactoryView
{
    public void Show(OperationEvent item)
    {
        if (item.Image is not { State: "waiting" })
            FactoryOutput.Progress(item);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
