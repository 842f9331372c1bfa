using System.Collections.Immutable;
using Slipway.Factory.Records;
using Slipway.ImageTests;

namespace Slipway.Factory.Pipeline;

/// <summary>Progress events of a run.</summary>
public abstract record FactoryProgress(string Image)
{
    /// <summary>The image is part of the run and waits; all are announced before the first one begins.</summary>
    /// <param name="Parents">Its parent images.</param>
    public sealed record Planned(string Image, ImmutableArray<string> Parents) : FactoryProgress(Image);

    /// <summary>Another run is active; this one begins when it has ended.</summary>
    public sealed record Waiting() : FactoryProgress("");

    public sealed record Started(string Image, ImmutableArray<string> Reasons) : FactoryProgress(Image);

    public sealed record Line(string Image, string Text) : FactoryProgress(Image);

    public sealed record Ended(ImageResult Result) : FactoryProgress(Result.Image);
}

/// <summary>The result of an image.</summary>
/// <param name="Record">The current image; null when there is none.</param>
public sealed record ImageResult(string Image, ImageState State, ImageRecord? Record, TimeSpan Duration)
{
    /// <summary>Why it was built, or was not built.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>Why it failed or is blocked.</summary>
    public string? Cause { get; init; }

    public string? NextStep { get; init; }

    /// <summary>The tests that ran in this run.</summary>
    public ImmutableArray<ImageTestResult> Tests { get; init; } = [];

    /// <summary>The last lines of a failed step.</summary>
    public ImmutableArray<string> LastLines { get; init; } = [];
}

/// <param name="Images">By name.</param>
public sealed record FactoryReport(ImmutableArray<ImageResult> Images, TimeSpan Duration)
{
    public bool Succeeded =>
        Images.All(image => image.State is ImageState.Built or ImageState.Unchanged or ImageState.Tested);
}
